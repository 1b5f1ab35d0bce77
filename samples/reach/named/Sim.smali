# identifiers.sim
.class final Lorg/example/reach/Sim;
.super Ljava/lang/Object;
.source "Sim.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/telephony/TelephonyManager;->getLine1Number()Ljava/lang/String;
.end annotation
