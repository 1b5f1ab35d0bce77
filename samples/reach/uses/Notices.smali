# notifications.read
.class final Lorg/example/reach/Notices;
.super Ljava/lang/Object;
.source "Notices.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/service/notification/NotificationListenerService;->getActiveNotifications()[Landroid/service/notification/StatusBarNotification;
    return-void
.end method
