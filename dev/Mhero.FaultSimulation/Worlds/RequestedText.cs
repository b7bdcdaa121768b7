using Hl7.Fhir.Model;
using Mhero.Core.Messaging.Requests;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>A text that is sent to workers by a CommunicationRequest.</summary>
internal sealed record RequestedText(string Text, IReadOnlyList<string> Workers)
{
    /// <summary>The contacts who had opted out on both sides by then.</summary>
    public IReadOnlySet<Guid> OptedOut { get; init; } = new HashSet<Guid>();

    /// <summary>The request's id, when it was taken.</summary>
    public Guid? Id { get; private set; }

    /// <summary>The answer when it was not taken.</summary>
    public OperationOutcome? Refusal { get; private set; }

    public void Take((Guid? Id, OperationOutcome Outcome) answer) => (Id, Refusal) = (answer.Id ?? Id, answer.Id is null ? answer.Outcome : null);

    public Task<(Guid? Id, OperationOutcome Outcome)> PostAsync(Instance instance) =>
        instance.Services.GetRequiredService<RequestReceiver>().AcceptAsync(
            new JsonObject
            {
                ["resourceType"] = "CommunicationRequest",
                ["status"] = "active",
                ["payload"] = new JsonArray(new JsonObject { ["contentString"] = Text }),
                ["recipient"] = new JsonArray([.. Workers.Select(w => new JsonObject { ["reference"] = $"Practitioner/{w}" })]),
            }.ToJsonString(),
            Text);
}
