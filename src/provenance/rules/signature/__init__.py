"""Who stands behind the images."""
