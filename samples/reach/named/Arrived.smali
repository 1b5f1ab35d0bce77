# messages.receive
.class final Lorg/example/reach/Arrived;
.super Ljava/lang/Object;
.source "Arrived.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/telephony/SmsMessage;->getMessageBody()Ljava/lang/String;
.end annotation
