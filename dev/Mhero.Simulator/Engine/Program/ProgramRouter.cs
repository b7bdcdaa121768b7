using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Program;

/// <summary>A router: its operand, its tests, and whether it waits first.</summary>
internal sealed class ProgramRouter
{
    public ProgramRouter(JsonElement router)
    {
        Type = FlowInspector.Text(router, "type") ?? "";
        Operand = FlowInspector.Text(router, "operand") ?? "@input";
        ResultName = FlowInspector.Text(router, "result_name") is { Length: > 0 } name ? name : null;
        Categories = [.. FlowInspector.Items(router, "categories").Select(c =>
            new ProgramCategory(FlowInspector.Text(c, "uuid") ?? "", FlowInspector.Text(c, "name") ?? "", FlowInspector.Text(c, "exit_uuid")))];
        Cases = [.. FlowInspector.Items(router, "cases").Select(c => new ProgramCase(
            FlowInspector.Text(c, "uuid") ?? "", FlowInspector.Text(c, "type") ?? "", [.. FlowInspector.Items(c, "arguments").Select(a => a.ToString())],
            FlowInspector.Text(c, "category_uuid") ?? ""))];
        DefaultCategory = FlowInspector.Text(router, "default_category_uuid");
        if (!router.TryGetProperty("wait", out var wait) || wait.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        WaitType = FlowInspector.Text(wait, "type") ?? "";
        if (wait.TryGetProperty("timeout", out var timeout) && timeout.ValueKind == JsonValueKind.Object)
        {
            TimeoutSeconds = timeout.TryGetProperty("seconds", out var seconds) && seconds.TryGetInt32(out var value) ? value : null;
            TimeoutCategory = FlowInspector.Text(timeout, "category_uuid");
        }
    }

    public string Type { get; }

    public string Operand { get; }

    public string? ResultName { get; }

    public IReadOnlyList<ProgramCategory> Categories { get; }

    public IReadOnlyList<ProgramCase> Cases { get; }

    public string? DefaultCategory { get; }

    /// <summary>Null when it does not wait.</summary>
    public string? WaitType { get; }

    public int? TimeoutSeconds { get; }

    public string? TimeoutCategory { get; }
}
