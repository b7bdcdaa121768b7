using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Json;

/// <summary>A page of a list as it is on the wire. <c>next</c> is an address on whatever host the server thinks it is.</summary>
internal sealed record PageBody<T>(
    [property: JsonRequired] string? Next,
    [property: JsonRequired] IReadOnlyList<T> Results);

/// <summary>A contact field in both vocabularies; up to 7.4 there are only <c>label</c> and <c>value_type</c>.</summary>
internal sealed record FieldBody([property: JsonRequired] string? Key, string? Name, string? Type, string? Label, string? ValueType)
{
    private const string Number = "number";
    private const string LegacyNumber = "numeric";

    public Field ToField() => new(Key ?? "", Name ?? Label ?? "", Normalise(Type ?? ValueType ?? "text"));

    public static FieldBody Create(string name, string type) => new(null, name, Normalise(type), null, null);

    public static FieldBody CreateLegacy(string name, string type) =>
        new(null, null, null, name, Normalise(type) is Number ? LegacyNumber : type);

    private static string Normalise(string type) => type == LegacyNumber ? Number : type;
}

/// <summary>The body that creates a group.</summary>
internal sealed record GroupBody(string Name);

/// <summary>The body of <c>contact_actions</c>.</summary>
internal sealed record ContactActionBody(IReadOnlyList<Guid> Contacts, string Action, string? Group);

/// <summary>The body that makes a broadcast.</summary>
internal sealed record BroadcastBody(IReadOnlyList<Guid> Contacts, IReadOnlyDictionary<string, string> Text, string BaseLanguage);

/// <summary>The body that starts contacts in a flow; without parameters it has none.</summary>
internal sealed record FlowStartBody(
    Guid Flow,
    IReadOnlyList<Guid> Contacts,
    IReadOnlyDictionary<string, string>? Params,
    bool RestartParticipants,
    bool ExcludeActive);

/// <summary>Every type that goes over the wire, with its reader and writer made at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FlowExportConverter)])]
[JsonSerializable(typeof(PageBody<Contact>))]
[JsonSerializable(typeof(PageBody<Group>))]
[JsonSerializable(typeof(PageBody<FieldBody>))]
[JsonSerializable(typeof(PageBody<Flow>))]
[JsonSerializable(typeof(PageBody<FlowRun>))]
[JsonSerializable(typeof(PageBody<Message>))]
[JsonSerializable(typeof(PageBody<Broadcast>))]
[JsonSerializable(typeof(PageBody<FlowStart>))]
[JsonSerializable(typeof(FlowExport))]
[JsonSerializable(typeof(Workspace))]
[JsonSerializable(typeof(GroupBody))]
[JsonSerializable(typeof(ContactActionBody))]
[JsonSerializable(typeof(BroadcastBody))]
[JsonSerializable(typeof(FlowStartBody))]
internal sealed partial class RapidProJson : JsonSerializerContext;
