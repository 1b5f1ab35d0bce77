# calls.control
.class final Lorg/example/reach/Hang;
.super Ljava/lang/Object;
.source "Hang.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/telecom/TelecomManager;->endCall()Z
.end annotation
