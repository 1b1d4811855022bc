"""What schedules mean: values in, shifts out. No table, no clock.

`wall` turns wall times into instants, `slots` cuts and joins spans of time, `turns`
is a rotation, `windows` when a layer holds, `final` puts it together.
"""
