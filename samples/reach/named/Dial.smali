# calls.make
.class final Lorg/example/reach/Dial;
.super Ljava/lang/Object;
.source "Dial.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/telecom/TelecomManager;->placeCall(Landroid/net/Uri;Landroid/os/Bundle;)V
.end annotation
