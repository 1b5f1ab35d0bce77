# Asks for what META-INF/services names: Plugged, a class that is no Plugin, and one that is not there.
.class public Lorg/example/wires/Plugs;
.super Ljava/lang/Object;
.source "Plugs.java"

.method public static go()V
    .registers 2
    const-class v0, Lorg/example/wires/Plugin;
    invoke-static {v0}, Ljava/util/ServiceLoader;->load(Ljava/lang/Class;)Ljava/util/ServiceLoader;
    move-result-object v0
    invoke-virtual {v0}, Ljava/util/ServiceLoader;->iterator()Ljava/util/Iterator;
    move-result-object v0
    invoke-interface {v0}, Ljava/util/Iterator;->next()Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Lorg/example/wires/Plugin;
    invoke-interface {v0}, Lorg/example/wires/Plugin;->run()V
    return-void
.end method
