using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Flows;

/// <summary>
/// Something that a node does. One record for all types: members that a type does not have are null or empty, and types
/// that are not known here keep their name and whatever of this they have.
/// </summary>
public sealed record FlowAction
{
    /// <summary>The action's UUID; translations of its texts are under it.</summary>
    public string Uuid { get; init => field = value ?? ""; } = "";

    /// <summary><c>send_msg</c>, <c>say_msg</c>, <c>set_run_result</c>, <c>enter_flow</c>, <c>call_webhook</c> … An open set.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary><c>send_msg</c>, <c>say_msg</c>: the text, with expressions as the author wrote them.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Text { get; init; }

    /// <summary><c>send_msg</c>: media, each <c>type:url</c>.</summary>
    [JsonConverter(typeof(LooseTextsConverter))]
    public IReadOnlyList<string> Attachments { get; init => field = value ?? []; } = [];

    /// <summary>
    /// <c>send_msg</c>: answers that the contact may tap, in RapidPro's markup: <c>Yes</c>, <c>Yes&lt;extra&gt;with a
    /// description</c>, <c>&lt;location&gt;Where?</c>.
    /// </summary>
    [JsonConverter(typeof(LooseTextsConverter))]
    public IReadOnlyList<string> QuickReplies { get; init => field = value ?? []; } = [];

    /// <summary><c>set_run_result</c>: the result's name. <c>set_contact_name</c>: the contact's.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Name { get; init; }

    /// <summary><c>set_run_result</c>, <c>set_contact_field</c>: the value, which may be an expression.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Value { get; init; }

    /// <summary><c>set_run_result</c>: the category; null or empty for none.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Category { get; init; }

    /// <summary><c>call_webhook</c>, <c>call_resthook</c>, <c>open_ticket</c> …: the name of the result that it saves.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? ResultName { get; init; }

    /// <summary><c>call_webhook</c>: the address that it calls.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? Url { get; init; }

    /// <summary><c>call_webhook</c>: the headers that it sends.</summary>
    [JsonConverter(typeof(LooseTextMapConverter))]
    public IReadOnlyDictionary<string, string> Headers { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary><c>enter_flow</c>, <c>start_session</c>: the flow.</summary>
    public ObjectReference? Flow { get; init; }

    /// <summary><c>enter_flow</c>: whether the run ends here instead of coming back.</summary>
    public bool? Terminal { get; init; }

    /// <summary>The key of the result that it saves; null for none.</summary>
    [JsonIgnore]
    public string? ResultKey => FlowResults.KeyOf(Type == "set_run_result" ? Name : ResultName);
}
