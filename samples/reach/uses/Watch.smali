# accessibility
.class final Lorg/example/reach/Watch;
.super Ljava/lang/Object;
.source "Watch.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x0
    invoke-virtual/range {v0 .. v1}, Landroid/view/accessibility/AccessibilityNodeInfo;->performAction(I)Z
    return-void
.end method
