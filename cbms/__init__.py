"""What: catalogue editions, areas, measures, citable provisions, offers, the list of coordinators."""
