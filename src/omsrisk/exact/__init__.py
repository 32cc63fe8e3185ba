"""What a figure may come to, worked out and not sampled: masses on a fine grid, with numpy."""
