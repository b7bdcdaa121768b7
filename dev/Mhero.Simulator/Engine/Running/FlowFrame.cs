using Mhero.Simulator.Engine.Program;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>A run as the engine works on it; the workspace gets it when the engine comes to rest.</summary>
internal sealed class FlowFrame(FlowProgram program, FlowFrame? parent, Guid? start, long createdOn)
{
    public Guid Uuid { get; } = Guid.NewGuid();

    /// <summary>0 until the workspace has it.</summary>
    public int Id { get; set; }

    public FlowProgram Program { get; set; } = program;

    public FlowEntry Flow { get; } = program.Entry;

    public FlowFrame? Parent { get; } = parent;

    /// <summary>False when entering the child ended the parent.</summary>
    public bool ResumesParent { get; init; } = true;

    public Guid? Start { get; } = start;

    public long CreatedOn { get; } = createdOn;

    public long? ExitedOn { get; private set; }

    /// <summary><c>active</c>, <c>waiting</c>, <c>completed</c>, <c>interrupted</c>, <c>expired</c> or <c>failed</c>.</summary>
    public string Status { get; set; } = "active";

    public bool IsOver => Status is not ("active" or "waiting");

    /// <summary>Whether its end is saved; nothing changes it after that.</summary>
    public bool IsFinal { get; set; }

    public bool Responded { get; set; }

    public List<FrameStep> Path { get; } = [];

    public SortedDictionary<string, RunResult> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>The run that it entered last.</summary>
    public FlowFrame? Child { get; set; }

    /// <summary>What <c>@webhook</c> is.</summary>
    public object? Webhook { get; set; }

    public ProgramNode? CurrentNode => Path is [.., var last] && Program.ByUuid.TryGetValue(last.Node, out var node) ? node : null;

    public void End(string status, long time)
    {
        if (!IsOver)
        {
            (Status, ExitedOn) = (status, time);
        }
    }
}
