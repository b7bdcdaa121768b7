namespace Mhero.Simulator.Engine.Running;

/// <summary>A node that a run came to, and the exit that it left by.</summary>
internal sealed class FrameStep(Guid node, long arrivedOn)
{
    public Guid Uuid { get; } = Guid.NewGuid();

    public Guid Node { get; } = node;

    public long ArrivedOn { get; } = arrivedOn;

    public string Exit { get; set; } = "";
}
