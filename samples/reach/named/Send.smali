# messages.send
.class final Lorg/example/reach/Send;
.super Ljava/lang/Object;
.source "Send.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
.end annotation
