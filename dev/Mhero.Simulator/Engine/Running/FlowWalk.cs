using Mhero.Simulator.Engine.Program;

namespace Mhero.Simulator.Engine.Running;

/// <summary>Walks a session from node to node until it waits or is over.</summary>
internal sealed class FlowWalk(Sprint sprint, FlowSession session)
{
    /// <summary>Steps between two rests; a flow that takes more goes in a circle, and fails as in RapidPro.</summary>
    private const int MaxSteps = 100;

    private int _steps;

    /// <summary>Begins the session's first run at its first node.</summary>
    public Task StartAsync(CancellationToken cancellationToken) =>
        WalkAsync(session.Current.Program.Nodes is [var first, ..] ? first : null, cancellationToken);

    /// <summary>Goes on where the session waits, with the message that the session has as its input.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken)
    {
        session.Current.Responded = true;
        return LeaveAsync(node => RoutePicker.Pick(sprint, session, session.Current, node), cancellationToken);
    }

    /// <summary>Goes on where the session waited in vain.</summary>
    public Task TimeOutAsync(CancellationToken cancellationToken) =>
        LeaveAsync(node => RoutePicker.TimeOut(sprint, session.Current, node), cancellationToken);

    /// <summary>Lets the run that waits expire; the run that entered it goes on and can see it.</summary>
    public Task ExpireAsync(CancellationToken cancellationToken)
    {
        session.Current.End("expired", sprint.Now());
        return ReturnToParent() ? LeaveAsync(node => RoutePicker.Pick(sprint, session, session.Current, node), cancellationToken) : Task.CompletedTask;
    }

    private Task LeaveAsync(Func<ProgramNode, ProgramExit?> pick, CancellationToken cancellationToken)
    {
        var frame = session.Current;
        frame.Status = "active";
        if (frame.CurrentNode is not { } node)
        {
            // The flow was changed while the run waited, and the node does not exist any more.
            session.End("failed", sprint.Now());
            return Task.CompletedTask;
        }

        return WalkAsync(Follow(frame, pick(node)), cancellationToken);
    }

    private async Task WalkAsync(ProgramNode? next, CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = session.Current;
            if (next is null)
            {
                frame.End("completed", sprint.Now());
                if (!ReturnToParent())
                {
                    return;
                }

                frame = session.Current;
                if (frame.CurrentNode is not { } waiting)
                {
                    session.End("failed", sprint.Now());
                    return;
                }

                next = Follow(frame, RoutePicker.Pick(sprint, session, frame, waiting));
                continue;
            }

            if (++_steps > MaxSteps)
            {
                session.End("failed", sprint.Now());
                return;
            }

            if (await VisitAsync(frame, next, cancellationToken) is { } entered)
            {
                next = Enter(frame, entered);
            }
            else if (next.Router is { WaitType: not null } router)
            {
                Wait(frame, router);
                return;
            }
            else
            {
                next = Follow(frame, RoutePicker.Pick(sprint, session, frame, next));
            }
        }
    }

    private async Task<ProgramAction?> VisitAsync(FlowFrame frame, ProgramNode node, CancellationToken cancellationToken)
    {
        frame.Path.Add(new FrameStep(node.Uuid, sprint.Now()));
        var runner = new ActionRunner(sprint, session, frame, node);
        foreach (var action in node.Actions)
        {
            await runner.RunAsync(action, cancellationToken);
        }

        return runner.Entered;
    }

    private ProgramNode? Enter(FlowFrame frame, ProgramAction action)
    {
        var terminal = action.Json.TryGetProperty("terminal", out var flag) && flag.ValueKind == System.Text.Json.JsonValueKind.True;
        if (terminal)
        {
            frame.End("completed", sprint.Now());
        }

        var program = sprint.Workspace.LoadFlow(action.Reference("flow")!.Value);
        var child = new FlowFrame(program, frame, start: null, sprint.Now()) { ResumesParent = !terminal };
        frame.Child = child;
        session.Frames.Add(child);
        session.Current = child;
        return program.Nodes is [var first, ..] ? first : null;
    }

    private bool ReturnToParent()
    {
        if (session.Current is not { ResumesParent: true, Parent: { } parent })
        {
            return false;
        }

        session.Current = parent;
        parent.Status = "active";
        return true;
    }

    private static ProgramNode? Follow(FlowFrame frame, ProgramExit? exit)
    {
        frame.Path[^1].Exit = exit?.Uuid ?? "";
        return exit?.Destination is { } destination ? frame.Program.ByUuid.GetValueOrDefault(destination) : null;
    }

    private void Wait(FlowFrame frame, ProgramRouter router)
    {
        frame.Status = "waiting";
        for (var parent = frame.Parent; parent is not null; parent = parent.Parent)
        {
            parent.Status = parent.IsOver ? parent.Status : "waiting";
        }

        var now = sprint.Now();
        session.ExpiresOn = frame.Flow.Expires > 0 ? now + (frame.Flow.Expires * 60_000_000L) : null;
        session.TimesOutOn = router.TimeoutSeconds is { } seconds ? now + (seconds * 1_000_000L) : null;
    }
}
