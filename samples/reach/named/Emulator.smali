# checks.emulator
.class final Lorg/example/reach/Emulator;
.super Ljava/lang/Object;
.source "Emulator.java"

.field static final NAME:Ljava/lang/String; = "/dev/qemu_pipe"
