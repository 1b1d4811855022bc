"""Verbs of swarms."""

from tocsin.response.swarm.actions.advancing import advance_swarms as advance_swarms
from tocsin.response.swarm.actions.ending import close_swarm as close_swarm
from tocsin.response.swarm.actions.guests import add_guest as add_guest
from tocsin.response.swarm.actions.guests import enter_as_guest as enter_as_guest
from tocsin.response.swarm.actions.guests import forget_guest as forget_guest
from tocsin.response.swarm.actions.guests import guest_of as guest_of
from tocsin.response.swarm.actions.guests import guest_says as guest_says
from tocsin.response.swarm.actions.guests import revoke_guest as revoke_guest
from tocsin.response.swarm.actions.inviting import Called as Called
from tocsin.response.swarm.actions.inviting import invite as invite
from tocsin.response.swarm.actions.inviting import recall as recall
from tocsin.response.swarm.actions.making import make_rooms as make_rooms
from tocsin.response.swarm.actions.mirroring import ask_for_room as ask_for_room
from tocsin.response.swarm.actions.mirroring import connect_place as connect_place
from tocsin.response.swarm.actions.mirroring import (
    connect_team_room as connect_team_room,
)
from tocsin.response.swarm.actions.mirroring import cut_off as cut_off
from tocsin.response.swarm.actions.mirroring import say_from_chat as say_from_chat
from tocsin.response.swarm.actions.naming import name_primary_team as name_primary_team
from tocsin.response.swarm.actions.naming import parting_of as parting_of
from tocsin.response.swarm.actions.opening import open_swarm as open_swarm
from tocsin.response.swarm.actions.staying import answer_invite as answer_invite
from tocsin.response.swarm.actions.staying import join as join
from tocsin.response.swarm.actions.staying import leave as leave
from tocsin.response.swarm.actions.staying import release as release
from tocsin.response.swarm.actions.staying import tell_doing as tell_doing
from tocsin.response.swarm.actions.thinking import act as act
from tocsin.response.swarm.actions.thinking import move as move
from tocsin.response.swarm.actions.thinking import pose as pose
