.class public interface abstract Lorg/example/wires/Plugin;
.super Ljava/lang/Object;
.source "Plugin.java"

.method public abstract run()V
.end method
