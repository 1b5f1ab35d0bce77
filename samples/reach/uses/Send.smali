# messages.send
.class final Lorg/example/reach/Send;
.super Ljava/lang/Object;
.source "Send.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const/16 v0, 0x0
    const/16 v1, 0x0
    const/16 v2, 0x0
    const/16 v3, 0x0
    const/16 v4, 0x0
    const/16 v5, 0x0
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    return-void
.end method
