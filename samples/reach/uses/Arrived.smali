# messages.receive
.class final Lorg/example/reach/Arrived;
.super Ljava/lang/Object;
.source "Arrived.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/telephony/SmsMessage;->getMessageBody()Ljava/lang/String;
    return-void
.end method
