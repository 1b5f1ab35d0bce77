# identifiers.sim
.class final Lorg/example/reach/Sim;
.super Ljava/lang/Object;
.source "Sim.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/telephony/TelephonyManager;->getLine1Number()Ljava/lang/String;
    return-void
.end method
