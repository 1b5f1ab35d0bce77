# calls.state
.class final Lorg/example/reach/CallState;
.super Ljava/lang/Object;
.source "CallState.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/telecom/TelecomManager;->isInCall()Z
.end annotation
