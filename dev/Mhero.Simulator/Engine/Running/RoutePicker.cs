using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.Engine.Program;
using Mhero.Simulator.Engine.Tests;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>Decides by which exit a run leaves a node, and saves the result if the router has a name for it.</summary>
internal static class RoutePicker
{
    /// <summary>The exit; null when there is none to take, which ends the run.</summary>
    public static ProgramExit? Pick(Sprint sprint, FlowSession session, FlowFrame frame, ProgramNode node)
    {
        if (node.Router is not { } router)
        {
            return node.Exits is [var only, ..] ? only : null;
        }

        if (router.Type == "random")
        {
            var index = RandomNumberGenerator.GetInt32(Math.Max(router.Categories.Count, 1));
            return index < router.Categories.Count ? Take(sprint, frame, node, router.Categories[index], XValue.Number(index), input: "") : null;
        }

        var scope = new SprintScope(sprint, session, frame);
        var operand = frame.Program.Template(router.Operand).EvaluateValue(scope);
        var context = sprint.Workspace.TestContext(scope);
        foreach (var test in router.Cases)
        {
            var arguments = frame.Program.Translate(sprint.Contact.Language, test.Uuid, "arguments", test.Arguments);
            var values = test.Arguments.Select((own, i) => frame.Program.Template(i < arguments.Count ? arguments[i] : own).Evaluate(scope)).ToArray();
            if (RouterTests.Match(test.Type, operand, values, context) is { } match)
            {
                return Take(sprint, frame, node, Category(router, test.Category), XValue.ToText(match), XValue.ToText(operand));
            }
        }

        // Nothing matched: the text as it is. A question without tests takes it without the white space around it.
        var text = XValue.ToText(operand);
        return Take(sprint, frame, node, Category(router, router.DefaultCategory), router.Cases.Count == 0 ? text.Trim() : text, text);
    }

    /// <summary>The exit of the category for a wait that was in vain.</summary>
    public static ProgramExit? TimeOut(Sprint sprint, FlowFrame frame, ProgramNode node) =>
        Take(sprint, frame, node, Category(node.Router!, node.Router!.TimeoutCategory), "", input: "");

    private static ProgramCategory? Category(ProgramRouter router, string? uuid) => router.Categories.FirstOrDefault(c => c.Uuid == uuid);

    private static ProgramExit? Take(Sprint sprint, FlowFrame frame, ProgramNode node, ProgramCategory? category, string value, string input)
    {
        if (category is null)
        {
            return null;
        }

        if (node.Router!.ResultName is { } name)
        {
            var localized = frame.Program.Translate(sprint.Contact.Language, category.Uuid, "name", "");
            Save(frame, new RunResult(name, value, category.Name, localized, input.Length > 0 ? input : null, node.Uuid, sprint.Now(), Extra: null));
        }

        return node.Exits.FirstOrDefault(e => e.Uuid == category.Exit);
    }

    /// <summary>Saves a result, cut to what RapidPro keeps.</summary>
    public static void Save(FlowFrame frame, RunResult result) =>
        frame.Results[FlowInspector.Key(result.Name)] = result with { Value = FieldValueReader.Cut(result.Value) };
}
