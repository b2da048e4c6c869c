"""What the simulation costs, as ratios measured in one go against plain Mesa and the machine."""
