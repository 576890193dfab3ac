"""How long somebody stands behind what is delivered, and whom to tell when it breaks."""
