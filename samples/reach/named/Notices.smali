# notifications.read
.class final Lorg/example/reach/Notices;
.super Ljava/lang/Object;
.source "Notices.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/service/notification/NotificationListenerService;->getActiveNotifications()[Landroid/service/notification/StatusBarNotification;
.end annotation
