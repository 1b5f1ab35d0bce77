# code.execute
.class final Lorg/example/reach/Shell;
.super Ljava/lang/Object;
.source "Shell.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;
.end annotation
