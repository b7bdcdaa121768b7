using Mhero.Simulator.Engine.Tests;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Program;

/// <summary>
/// Makes programs of flows, and refuses what the simulator cannot do: by the flow, the node and the thing. The flows that a
/// flow enters are looked through with it.
/// </summary>
internal sealed class FlowLoader(RapidProWorkspace workspace)
{
    private readonly Dictionary<Guid, FlowProgram> _programs = [];

    /// <summary>The program of a flow's latest revision. Expects the workspace's lock to be held.</summary>
    /// <exception cref="UnsupportedFlowException">Something in it, or in a flow that it enters, cannot be run.</exception>
    public FlowProgram Load(FlowEntry flow) => Load(flow, []);

    private FlowProgram Load(FlowEntry flow, HashSet<Guid> onTheWay)
    {
        if (_programs.TryGetValue(flow.Uuid, out var known) && known.Revision == flow.Revision)
        {
            return known;
        }

        if (flow.Definition is not { } bytes)
        {
            throw new UnsupportedFlowException(flow.Name, null, "it has no definition");
        }

        // The program keeps parts of the document for as long as it lives.
        var definition = JsonDocument.Parse(bytes).RootElement;
        if (!definition.TryGetProperty("nodes", out _))
        {
            throw new UnsupportedFlowException(flow.Name, null, "its definition is of the old engine and has no nodes");
        }

        var program = new FlowProgram(flow, definition);
        onTheWay.Add(flow.Uuid);
        foreach (var node in program.Nodes)
        {
            new NodeCheck(workspace, program, node).Run();
            foreach (var action in node.Actions.Where(a => a.Type == "enter_flow"))
            {
                if (!onTheWay.Contains(action.Reference("flow")!.Value))
                {
                    Load(workspace.FlowWith(action.Reference("flow")!.Value)!, onTheWay);
                }
            }
        }

        CheckTranslations(program);
        return _programs[flow.Uuid] = program;
    }

    private static void CheckTranslations(FlowProgram program)
    {
        if (program.Localization.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var item in program.Localization.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.Object).SelectMany(l => l.Value.EnumerateObject()))
        {
            // Names of categories are shown as they are.
            foreach (var text in item.Value.EnumerateObject().Where(p => p.Name != "name").SelectMany(p => FlowInspector.Items(item.Value, p.Name)))
            {
                try
                {
                    program.Template(text.ToString());
                }
                catch (FormatException fault)
                {
                    throw new UnsupportedFlowException(program.Name, null, $"in a translation of {item.Name}, {fault.Message}");
                }
            }
        }
    }

    /// <summary>Looks through one node.</summary>
    private sealed class NodeCheck(RapidProWorkspace workspace, FlowProgram program, ProgramNode node)
    {
        public void Run()
        {
            foreach (var action in node.Actions)
            {
                CheckAction(action);
            }

            if (node.Router is { } router)
            {
                CheckRouter(router);
            }
        }

        private void CheckAction(ProgramAction action)
        {
            switch (action.Type)
            {
                case "send_msg":
                    Refuse(action.Json.TryGetProperty("templating", out var old) && old.ValueKind == JsonValueKind.Object, "send_msg with a message template");
                    Refuse(action.Json.TryGetProperty("template", out var template) && template.ValueKind == JsonValueKind.Object, "send_msg with a message template");
                    CheckTemplates([action.Text("text"), .. action.Texts("attachments"), .. action.Texts("quick_replies")]);
                    break;
                case "set_run_result":
                    CheckTemplates([action.Text("value")]);
                    break;
                case "set_contact_field":
                    var key = action.Json.TryGetProperty("field", out var field) ? FlowInspector.Text(field, "key") : null;
                    Refuse(key is null || workspace.FindField(key) is null, $"set_contact_field of '{key}', a field that the workspace does not have");
                    CheckTemplates([action.Text("value")]);
                    break;
                case "set_contact_name":
                    CheckTemplates([action.Text("name")]);
                    break;
                case "set_contact_language":
                    CheckTemplates([action.Text("language")]);
                    break;
                case "add_contact_groups" or "remove_contact_groups":
                    CheckGroups(action);
                    break;
                case "call_webhook":
                    var headers = action.Json.TryGetProperty("headers", out var given) && given.ValueKind == JsonValueKind.Object ? given.EnumerateObject().Select(h => h.Value.ToString()) : [];
                    CheckTemplates([action.Text("url"), action.Text("body"), .. headers]);
                    break;
                case "call_resthook":
                    Refuse(workspace.SubscribersOf(action.Text("resthook") ?? "") is null, $"call_resthook of '{action.Text("resthook")}', a resthook that the workspace does not have");
                    break;
                case "enter_flow":
                    Refuse(action.Reference("flow") is not { } flow || workspace.FlowWith(flow) is null, "enter_flow of a flow that the workspace does not have");
                    break;
                default:
                    Refuse(true, $"the action {action.Type}");
                    break;
            }
        }

        private void CheckGroups(ProgramAction action)
        {
            foreach (var group in FlowInspector.Items(action.Json, "groups"))
            {
                var name = FlowInspector.Text(group, "name");
                Refuse(FlowInspector.Text(group, "name_match") is not null, $"{action.Type} of groups by an expression");
                Refuse(workspace.GroupOf(group) is null, $"{action.Type} of '{name}', a group that the workspace does not have");
            }
        }

        private void CheckRouter(ProgramRouter router)
        {
            Refuse(router.Type is not ("switch" or "random"), $"the router {router.Type}");
            Refuse(router.WaitType is not (null or "msg"), $"a wait for {router.WaitType}");
            if (router.Type == "random")
            {
                return;
            }

            CheckTemplates([router.Operand]);
            foreach (var item in router.Cases)
            {
                Refuse(!RouterTests.Exists(item.Type, item.Arguments.Length), $"the test {item.Type} with {item.Arguments.Length} arguments");
                CheckTemplates(item.Arguments);
                if (item.Type == "has_pattern" && !item.Arguments[0].Contains('@', StringComparison.Ordinal))
                {
                    CheckPattern(item.Arguments[0]);
                }
            }
        }

        private void CheckPattern(string pattern)
        {
            try
            {
                WordTests.Compile(pattern);
            }
            catch (ArgumentException)
            {
                Refuse(true, $"has_pattern with '{pattern}', which is not a regular expression");
            }
        }

        private void CheckTemplates(IEnumerable<string?> texts)
        {
            foreach (var text in texts.OfType<string>())
            {
                try
                {
                    program.Template(text);
                }
                catch (FormatException fault)
                {
                    Refuse(true, fault.Message);
                }
            }
        }

        private void Refuse(bool isRefused, string what)
        {
            if (isRefused)
            {
                throw new UnsupportedFlowException(program.Name, node.Uuid.ToString("D"), what);
            }
        }
    }
}
