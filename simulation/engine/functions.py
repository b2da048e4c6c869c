"""Elementary functions that give the same bytes on every processor.

Only + - * /, square root, comparisons and bit operations: IEEE 754 rounds each of them exactly,
so neither a library's version nor a vector's width changes a result. Where library code would
branch there are selects, so that a loop over these functions vectorizes. Bounds on errors are in
units in the last place (ulp) of the exact value, as tested against 50-digit arithmetic.
"""

import math

import numpy as np

from simulation.engine.compiled import compiled_inline

_ROUND = 6755399441055744.0
"""1.5 * 2**52: adding it rounds a number to an integer and leaves that in the low bits."""
_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01  # ends in zeros, so that k * _LN2_HIGH is exact
_LN2_LOW = 1.90821492927058770002e-10
_EXP_LOWEST = -746.0
_EXP_HIGHEST = 710.0
_MANTISSA = np.uint64(52)
_ONE = np.uint64(1)
_ONE_BITS = np.uint64(0x3FF0000000000000)
_ROOT_HALF_BITS = np.uint64(0x3FE6A09E667F3BCD)
_TWO_TO_52_BITS = np.uint64(0x4330000000000000)
_TWICE_BIASED = np.uint64(0x4338000000000000 - 2 * 1023)  # bits of _ROUND less two biases
_TWO_TO_52_AND_BIAS = 4503599627370496.0 + 1023.0
_SMALLEST_NORMAL = 2.2250738585072014e-308
_LARGEST = 1.7976931348623157e308
_TWO_TO_54 = 18014398509481984.0
_SPLIT = 134217729.0  # 2**27 + 1
_POWER_LIMIT = 1e20  # |y log x| is above 745 for any larger |y|, or log x is 0
_TWO_THIRDS_HIGH = 2.0 / 3.0
_TWO_THIRDS_LOW = 3.700743415417188e-17  # 2/3 - _TWO_THIRDS_HIGH
_LEAST = 2.0**-54
_CENTER = 0.425


@compiled_inline
def _bits(x: float) -> np.uint64:
    return np.float64(x).view(np.uint64)


@compiled_inline
def _from_bits(bits: np.uint64) -> float:
    # Python floats, where numpy's scalars would warn of every overflow to infinity.
    return float(np.uint64(bits).view(np.float64))


@compiled_inline
def _exp_sum(x: float, small: float) -> float:
    """Return e**(x + small) for |small| below an ulp of x."""
    x = _EXP_LOWEST if x < _EXP_LOWEST else x
    x = _EXP_HIGHEST if x > _EXP_HIGHEST else x
    shifted = x * _LOG2_E + _ROUND
    k = shifted - _ROUND
    high = x - k * _LN2_HIGH
    low = k * _LN2_LOW - small
    r = high - low
    tail = (high - r) - low
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    y = 1.0 + (r + (r * r * p + tail))
    # 2**k in two factors: neither overflows, and their product may be subnormal or infinite.
    exponents = _bits(shifted) - _TWICE_BIASED
    half = exponents >> _ONE
    return y * _from_bits(half << _MANTISSA) * _from_bits((exponents - half) << _MANTISSA)


@compiled_inline
def exp(x: float) -> float:
    """Return e**x within 1 ulp: 1 at 0, 0 below -745.14, infinity above 709.79."""
    return _exp_sum(float(x), 0.0)


@compiled_inline
def _exponent_and_rest(x: float) -> tuple[float, float]:
    """Return (k, f) with x = 2**k (1 + f) and 1 + f in [sqrt(1/2), sqrt(2)), x normal."""
    bits = _bits(x)
    biased = (bits + (_ONE_BITS - _ROOT_HALF_BITS)) >> _MANTISSA
    k = _from_bits(biased | _TWO_TO_52_BITS) - _TWO_TO_52_AND_BIAS
    return k, _from_bits(bits + _ONE_BITS - (biased << _MANTISSA)) - 1.0


@compiled_inline
def _log_normal(x: float) -> float:
    """Return log x for a positive normal number, by the series of fdlibm (Sun 1993, e_log.c)."""
    k, f = _exponent_and_rest(x)
    s = f / (2.0 + f)
    z = s * s
    r = 1.479819860511658591e-01
    r = r * z + 1.531383769920937332e-01
    r = r * z + 1.818357216161805012e-01
    r = r * z + 2.222219843214978396e-01
    r = r * z + 2.857142874366239149e-01
    r = r * z + 3.999999999940941908e-01
    r = r * z + 6.666666666666735130e-01
    r = r * z
    half_square = 0.5 * f * f
    return k * _LN2_HIGH - ((half_square - (s * (half_square + r) + k * _LN2_LOW)) - f)


@compiled_inline
def log(x: float) -> float:
    """Return the natural logarithm within 1 ulp: 0 at 1, -infinity at 0, NaN below."""
    x = float(x)
    subnormal = x < _SMALLEST_NORMAL
    scaled = x * _TWO_TO_54 if subnormal else x
    regular = scaled >= _SMALLEST_NORMAL and scaled <= _LARGEST
    y = _log_normal(scaled if regular else 1.0)
    y = (y - 54.0 * _LN2_HIGH) - 54.0 * _LN2_LOW if subnormal else y
    y = x if x > _LARGEST else y
    y = -math.inf if x == 0.0 else y
    return y if x >= 0.0 else math.nan


@compiled_inline
def logistic(x: float) -> float:
    """Return 1 / (1 + e**-x) within 3 ulp, also where e**-x would overflow."""
    x = float(x)
    e = exp(-x if x > 0.0 else x)
    return (1.0 if x > 0.0 else e) / (1.0 + e)


@compiled_inline
def _exact_product(a: float, b: float) -> tuple[float, float]:
    """Return a * b as rounded product and error (Dekker 1971), without a fused operation."""
    product = a * b
    a_high = a * _SPLIT - (a * _SPLIT - a)
    b_high = b * _SPLIT - (b * _SPLIT - b)
    a_low = a - a_high
    b_low = b - b_high
    rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return product, rest


@compiled_inline
def _exact_sum(a: float, b: float) -> tuple[float, float]:
    """Return a + b as rounded sum and error (Knuth 1969)."""
    total = a + b
    b_part = total - a
    return total, (a - (total - b_part)) + (b - b_part)


@compiled_inline
def _log_pair(x: float, shift: float) -> tuple[float, float]:
    """Return log(x 2**shift), x positive and normal, as an unevaluated sum of two numbers.

    log(1 + f) = 2 s + 2/3 s**3 + 2/5 s**5 + ... with s = f / (2 + f); the first two terms need
    more than one number, since `power` multiplies their errors.
    """
    k, f = _exponent_and_rest(x)
    k += shift
    divisor, divisor_rest = _exact_sum(2.0, f)
    s = f / divisor
    back, back_rest = _exact_product(s, divisor)
    s_rest = (((f - back) - back_rest) - s * divisor_rest) / divisor
    z, z_rest = _exact_product(s, s)
    z_rest += 2.0 * s * s_rest
    r = 2.0 / 25.0
    r = r * z + 2.0 / 23.0
    r = r * z + 2.0 / 21.0
    r = r * z + 2.0 / 19.0
    r = r * z + 2.0 / 17.0
    r = r * z + 2.0 / 15.0
    r = r * z + 2.0 / 13.0
    r = r * z + 2.0 / 11.0
    r = r * z + 2.0 / 9.0
    r = r * z + 2.0 / 7.0
    r = r * z + 2.0 / 5.0
    third, third_rest = _exact_sum(_TWO_THIRDS_HIGH, z * r)
    third_rest += _TWO_THIRDS_LOW + z_rest * r
    cubic, cubic_rest = _exact_product(z, third)
    cubic_rest += z * third_rest + z_rest * third
    scaled, scaled_rest = _exact_product(s, cubic)
    scaled_rest += s * cubic_rest + s_rest * cubic
    near, near_rest = _exact_sum(2.0 * s, scaled)
    high, high_rest = _exact_sum(k * _LN2_HIGH, near)
    rest = high_rest + (near_rest + (scaled_rest + 2.0 * s_rest)) + k * _LN2_LOW
    return _exact_sum(high, rest)


@compiled_inline
def power(x: float, y: float) -> float:
    """Return x**y = exp(y log x) for x >= 0 within 2 ulp; 1 where y is 0, NaN where x < 0."""
    x, y = float(x), float(y)
    subnormal = x < _SMALLEST_NORMAL
    scaled = x * _TWO_TO_54 if subnormal else x
    regular = scaled >= _SMALLEST_NORMAL and scaled <= _LARGEST
    high, low = _log_pair(scaled if regular else 1.0, -54.0 if subnormal else 0.0)
    exponent = -_POWER_LIMIT if y < -_POWER_LIMIT else y
    exponent = _POWER_LIMIT if exponent > _POWER_LIMIT else exponent
    product, rest = _exact_product(exponent, high)
    rest = rest + exponent * low if abs(product) < -_EXP_LOWEST else 0.0
    result = _exp_sum(product, rest)
    extreme = math.inf if (x == 0.0) == (y < 0.0) else 0.0
    result = result if regular or math.isnan(y) else extreme
    result = result if x >= 0.0 else math.nan
    return 1.0 if y == 0.0 else result


@compiled_inline
def inverse_normal(u: float) -> float:
    """Return the z below which a standard normal falls with probability u, within 4 ulp.

    Defined for 2**-54 <= u < 1, which holds every draw; NaN elsewhere. Of the center and the tails
    each is a quotient of polynomials A or B of degree 8 and 7, in the variables of Wichura (1988,
    AS 241), fitted in 60 digits by reweighted least squares to a relative error of 1e-17.
    """
    u = float(u)
    z = normal_center(u) if in_center(u) else normal_tail(u)
    return z if u >= _LEAST and u < 1.0 else math.nan


@compiled_inline
def in_center(u: float) -> bool:
    """Whether `normal_center` says where u lies, as for 85 of 100 draws, and not `normal_tail`."""
    return abs(u - 0.5) <= _CENTER


@compiled_inline
def normal_center(u: float) -> float:
    """Return the inverse normal of u in the center: q A(.180625 - q**2), q = u - 1/2."""
    q = u - 0.5
    t = 0.180625 - q * q
    t2 = t * t
    t4 = t2 * t2
    n0 = 0.5121328727963669 + t * 12.900688241147947
    n2 = 21.967062321968992 + t * -1872.7713569251766
    n4 = -19371.096406108238 + t * -72659.17877872495
    n6 = -105223.21375981177 + t * -44310.82135893584
    n = (n0 + t2 * n2) + t4 * ((n4 + t2 * n6) + t4 * -578.9768728642665)
    d0 = 1.0 + t * 45.06622197524483
    d2 = 792.7475121548968 + t * 6902.970129423867
    d4 = 31191.995228435382 + t * 70144.89180357217
    d6 = 68328.7429807997 + t * 20108.847134483283
    return float(q * (2.875 + n / ((d0 + t2 * d2) + t4 * (d4 + t2 * d6))))


@compiled_inline
def normal_tail(u: float) -> float:
    """Return the inverse normal of u in a tail: sign(u - 1/2) B(r - 1.6).

    r = sqrt(-log v), v = min(u, 1 - u); B covers all r up to 6.125.
    """
    v = 1.0 - u if u > 0.5 else u
    r = math.sqrt(-_log_normal(v if v > _LEAST else _LEAST))
    t = r - 1.6
    t2 = t * t
    t4 = t2 * t2
    n0 = -0.007812889250316375 + t * 0.19176861608240164
    n2 = 0.28873928926436043 + t * 0.147244727006931
    n4 = 0.02736560804167952 + t * -0.0007443064346300534
    n6 = -0.0008609569217445335 + t * -8.618640801893261e-05
    n = (n0 + t2 * n2) + t4 * ((n4 + t2 * n6) + t4 * -2.101357867595913e-06)
    d0 = 1.0 + t * 2.0453474669185185
    d2 = 1.678316271685957 + t * 0.7106893964548576
    d4 = 0.1658464312586364 + t * 0.020843691199011735
    d6 = 0.0012398530750002544 + t * 2.450674036334168e-05
    z = 1.5 * r - 0.96875 + n / ((d0 + t2 * d2) + t4 * (d4 + t2 * d6))
    return -z if u < 0.5 else z
