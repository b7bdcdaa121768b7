using Mhero.Simulator;

namespace Mhero.Bench.Load.World;

/// <summary>
/// Weekly reports of health centres as flows, and the runs of workers through them, made of their number alone. A flow asks
/// eight questions: numbers with bounds, menus, a yes or no, a date and a text; each asks again what it cannot read.
/// </summary>
internal static class Survey
{
    /// <summary>Results of a run that is at its end.</summary>
    public const int Questions = 8;

    /// <summary>Every so many runs one is still waiting for its last answer.</summary>
    private const int PerActiveRun = 10;

    private static readonly string[] Stock = ["Enough", "Low", "None"];
    private static readonly string[] Cause = ["Malaria", "Pneumonia", "Diarrhoea", "Injury"];

    public static Guid Flow(int flow) => Uuid(0xF100, flow, 0);

    public static Guid Contact(int worker) => Uuid(0xC000, worker, 0);

    public static Guid Run(int run) => Uuid(0xA000, run, 0);

    /// <summary>The number that a run's UUID was made of.</summary>
    public static int NumberOf(Guid run) => BitConverter.ToInt32(run.ToByteArray());

    /// <summary>Whether a run lacks its last answer at first.</summary>
    public static bool IsActive(int run) => run % PerActiveRun == PerActiveRun - 1;

    /// <summary>A flow's definition as its export has it.</summary>
    public static string Definition(int flow)
    {
        var nodes = new JsonArray();
        var translations = new JsonObject();
        var questions = QuestionsOf();
        for (var question = 0; question < questions.Count; question++)
        {
            AddQuestion(nodes, translations, flow, question, questions[question]);
        }

        nodes.Add(Message(flow, questions.Count, "Thank you, the report is complete.", translations, null));
        return new JsonObject
        {
            ["uuid"] = Flow(flow).ToString(),
            ["name"] = Invariant($"Weekly report {flow + 1}"),
            ["spec_version"] = "13.2.0",
            ["language"] = "eng",
            ["type"] = "messaging",
            ["revision"] = 3,
            ["expire_after_minutes"] = 10080,
            ["localization"] = new JsonObject { ["fra"] = translations },
            ["nodes"] = nodes,
        }.ToJsonString();
    }

    /// <summary>A run as it is seeded.</summary>
    /// <param name="run">Its number.</param>
    /// <param name="flows">How many flows there are.</param>
    /// <param name="contacts">How many contacts there are.</param>
    /// <param name="began">When it began (UTC).</param>
    public static SimulatedRun Seed(int run, int flows, int contacts, DateTimeOffset began)
    {
        var values = Values(run);
        var active = IsActive(run);
        if (active)
        {
            values.Remove("remarks");
        }

        var ended = began.AddSeconds(1);
        return new SimulatedRun
        {
            Uuid = Run(run),
            Flow = Flow(run % flows),
            Contact = Contact(run % contacts),
            Responded = true,
            Values = values,
            CreatedOn = began,
            ModifiedOn = ended,
            ExitedOn = active ? null : ended,
            ExitType = active ? null : "completed",
        };
    }

    /// <summary>A run whose worker has corrected a number and added the last answer, if it was missing.</summary>
    public static SimulatedRun Changed(SimulatedRun before)
    {
        var values = new Dictionary<string, SimulatedRunValue>(before.Values, StringComparer.Ordinal)
        {
            ["doses_given"] = Value("999", "Number"),
        };
        values["remarks"] = values.GetValueOrDefault("remarks") ?? Value("All is well now", "All Responses");
        return before with { Values = values, ExitType = "completed", ExitedOn = null };
    }

    private static Dictionary<string, SimulatedRunValue> Values(int run) => new(StringComparer.Ordinal)
    {
        ["patients_seen"] = Value(Invariant($"{run % 400}"), "Number"),
        ["doses_given"] = Value(Invariant($"{run % 250}"), "Number"),
        ["fridge_temperature"] = Value(Invariant($"{2 + (run % 60 / 10.0):0.0}"), "Number"),
        ["stock_of_vaccines"] = Value(Invariant($"{1 + (run % Stock.Length)}"), Stock[run % Stock.Length]),
        ["main_cause_of_visits"] = Value(Invariant($"{1 + (run % Cause.Length)}"), Cause[run % Cause.Length]),
        ["cold_chain_broken"] = run % 7 == 0 ? Value("yes", "Yes") : Value("no", "No"),
        ["last_delivery"] = Value(Invariant($"2026-{1 + (run % 12):00}-{1 + (run % 28):00}T09:30:00.000000+02:00"), "Date"),
        ["remarks"] = Value(Invariant($"Nothing else to report for week {run % 52}"), "All Responses"),
    };

    private static SimulatedRunValue Value(string value, string category) => new() { Value = value, Category = category, Input = value };

    private static List<Question> QuestionsOf() =>
    [
        new("Patients Seen", "How many patients did you see this week?", "has_number_between", ["0", "5000"], ["Number"]),
        new("Doses Given", "How many doses did you give?", "has_number_between", ["0", "1000"], ["Number"]),
        new("Fridge Temperature", "What is the highest temperature that the fridge showed?", "has_number_between", ["-10", "45"], ["Number"]),
        new("Stock of Vaccines", "How is the stock of vaccines?\n1 Enough\n2 Low\n3 None", "has_number_eq", [], Stock),
        new("Main Cause of Visits", "What did most patients come for?\n1 Malaria\n2 Pneumonia\n3 Diarrhoea\n4 Injury", "has_number_eq", [], Cause),
        new("Cold Chain Broken", "Was the cold chain broken? Yes or no?", "has_any_word", [], ["Yes", "No"]),
        new("Last Delivery", "When was the last delivery (day-month-year)?", "has_date", [], ["Date"]),
        new("Remarks", "Is there anything else to report?", null, [], ["All Responses"]),
    ];

    /// <summary>The prompt, the wait with its router, and, where an answer can be wrong, the request to try again.</summary>
    private static void AddQuestion(JsonArray nodes, JsonObject translations, int flow, int number, Question question)
    {
        var (wait, again, next) = (Node(flow, number, 1), Node(flow, number, 2), Node(flow, number + 1, 0));
        nodes.Add(Message(flow, number, question.Text, translations, wait));
        var categories = new JsonArray();
        var cases = new JsonArray();
        var exits = new JsonArray();
        for (var i = 0; i < question.Categories.Length; i++)
        {
            var (category, exit) = (Node(flow, number, 10 + i), Node(flow, number, 30 + i));
            AddCategory(categories, exits, category, exit, question.Categories[i], next);
            translations[category.ToString()] = new JsonObject { ["name"] = new JsonArray($"{question.Categories[i]} (fr)") };
            if (question.Test is { } test)
            {
                cases.Add(new JsonObject
                {
                    ["uuid"] = Node(flow, number, 50 + i).ToString(),
                    ["type"] = test,
                    ["arguments"] = new JsonArray([.. Arguments(question, i).Select(a => (JsonNode)a)]),
                    ["category_uuid"] = category.ToString(),
                });
            }
        }

        if (question.Test is not null)
        {
            AddCategory(categories, exits, Node(flow, number, 29), Node(flow, number, 49), "Other", again);
        }

        nodes.Add(new JsonObject
        {
            ["uuid"] = wait.ToString(),
            ["actions"] = new JsonArray(),
            ["router"] = new JsonObject
            {
                ["type"] = "switch",
                ["wait"] = new JsonObject { ["type"] = "msg" },
                ["operand"] = "@input.text",
                ["result_name"] = question.Name,
                ["categories"] = categories,
                ["cases"] = cases,
                ["default_category_uuid"] = categories[^1]!["uuid"]!.GetValue<string>(),
            },
            ["exits"] = exits,
        });
        if (question.Test is not null)
        {
            nodes.Add(Message(again, flow, number, 3, "That could not be read. Please answer once more.", translations, wait));
        }
    }

    private static string[] Arguments(Question question, int category) => question.Test switch
    {
        "has_number_eq" => [Invariant($"{category + 1}")],
        "has_any_word" => [question.Categories[category].ToLowerInvariant()],
        _ => question.Arguments,
    };

    private static void AddCategory(JsonArray categories, JsonArray exits, Guid category, Guid exit, string name, Guid destination)
    {
        categories.Add(new JsonObject { ["uuid"] = category.ToString(), ["name"] = name, ["exit_uuid"] = exit.ToString() });
        exits.Add(new JsonObject { ["uuid"] = exit.ToString(), ["destination_uuid"] = destination.ToString() });
    }

    private static JsonObject Message(int flow, int number, string text, JsonObject translations, Guid? destination) =>
        Message(Node(flow, number, 0), flow, number, 5, text, translations, destination);

    private static JsonObject Message(Guid node, int flow, int number, int part, string text, JsonObject translations, Guid? destination)
    {
        var action = Node(flow, number, part);
        translations[action.ToString()] = new JsonObject { ["text"] = new JsonArray(text + " (fr)") };
        return new JsonObject
        {
            ["uuid"] = node.ToString(),
            ["actions"] = new JsonArray(new JsonObject { ["uuid"] = action.ToString(), ["type"] = "send_msg", ["text"] = text }),
            ["exits"] = new JsonArray(new JsonObject { ["uuid"] = Node(flow, number, part + 1).ToString(), ["destination_uuid"] = destination?.ToString() }),
        };
    }

    private static Guid Node(int flow, int number, int part) => Uuid(0x4000 + flow, number, part);

    private static Guid Uuid(int kind, int number, int part) => new(number, (short)part, 0x4000, 0x80, 0, 0, 0, 0, 0, (byte)(kind >> 8), (byte)kind);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Question(string Name, string Text, string? Test, string[] Arguments, string[] Categories);
}
