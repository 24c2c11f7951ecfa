//! Divisions.
use jiceng_testkit::every_command::every_event;
#[test]
fn every_command_is_granted() {
    every_event();
}
