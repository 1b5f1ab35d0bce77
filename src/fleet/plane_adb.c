/* Android devices that an adb server reaches: fleet/handset.c carries it out, device by device. */
#include "fleet/plane_adb.h"

const struct plane plane_adb = {
    .name = "adb",
    .kind = "device management",
    .title = "Android devices of an adb server",
    .versions = "adb 29 (Debian 12), run by the tests against simulated devices",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_NO, "the app is taken off; nothing keeps it from being installed again"},
        [PLANE_REMOVE] = {CAN_YES, "for every user and profile; a part of the system image is disabled and stays on the device"},
        [PLANE_BLOCK_LAUNCH] = {CAN_PARTLY, "only what is disabled because it cannot be removed"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_NO, "it does not touch the network"},
        [PLANE_EXEMPT] = {CAN_YES, "a device with an exception or a hold is left out"},
        [PLANE_EXPIRE] = {CAN_NO, "the device is taken in by the next run after the exception's last day"},
    },
    .privilege = "USB debugging on each device, authorised for this computer",
    .applied = "pm uninstall for each user, pm disable-user for what stays, then the list is read again",
    .undone = "what the system image has is installed for the user again or enabled; what a user had installed is gone",
    .probed = "'veto observe adb' reads the device's lists again",
    .source = "AOSP, system/core/adb/OVERVIEW.TXT and SERVICES.TXT; pm's own help",
};
