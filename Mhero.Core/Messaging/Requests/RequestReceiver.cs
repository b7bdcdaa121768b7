using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Messaging.Requests;

/// <summary>Takes CommunicationRequests from clients.</summary>
public sealed class RequestReceiver
{
    private readonly MessageRequests _requests;
    private readonly FlowFinder _flows;
    private readonly MessagingOptions _options;
    private readonly TimeProvider _time;

    internal RequestReceiver(MessageRequests requests, FlowFinder flows, IOptions<MessagingOptions> options, TimeProvider time) =>
        (_requests, _flows, _options, _time) = (requests, flows, options.Value, time);

    /// <summary>Checks a request, finds its recipients and puts it on its way.</summary>
    /// <param name="json">A CommunicationRequest, FHIR R4 JSON.</param>
    /// <param name="key">The client's <c>Idempotency-Key</c>; null for none: then its first identifier is the key.</param>
    /// <param name="cancellationToken">Cancels; nothing is sent then.</param>
    /// <returns>The request's id, or null when it is refused; and the findings about it.</returns>
    /// <exception cref="FhirException">The registry cannot be read; nothing is sent.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be read; nothing is sent.</exception>
    /// <exception cref="TimeoutException">Another delivery of the same request is being prepared.</exception>
    public async Task<(Guid? Id, OperationOutcome Outcome)> AcceptAsync(string json, string? key, CancellationToken cancellationToken = default)
    {
        var issues = new List<OperationOutcome.IssueComponent>();
        if (FhirInput.Read<CommunicationRequest>(json, "CommunicationRequest", issues) is not { } request)
        {
            issues.ForEach(i => i.Details ??= new CodeableConcept(MheroSystems.IssueCodes, MessagingCodes.NotARequest));
            return (null, new OperationOutcome { Issue = issues });
        }

        try
        {
            return await AcceptAsync(request, key, cancellationToken);
        }
        catch (MessageRefusedException e)
        {
            return (null, RequestOutcome.Of(e.Faults));
        }
    }

    /// <summary>Whether a body revokes a request. The rest of the body is ignored.</summary>
    /// <param name="json">A CommunicationRequest, FHIR R4 JSON.</param>
    public static bool IsRevocation(string json)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind == System.Text.Json.JsonValueKind.Object
                && root.TryGetProperty("resourceType", out var type) && type.ValueEquals("CommunicationRequest")
                && root.TryGetProperty("status", out var status) && status.ValueEquals("revoked");
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<(Guid? Id, OperationOutcome Outcome)> AcceptAsync(CommunicationRequest request, string? key, CancellationToken cancellationToken)
    {
        var reader = new CommunicationRequestReader(_options, _time.GetUtcNow());
        var order = reader.Read(request, string.IsNullOrWhiteSpace(key) ? null : "key|" + key.Trim());
        if (reader.Flow is { } named)
        {
            var (flow, fault) = await _flows.FindAsync(named.Reference, named.Text, named.Path, cancellationToken);
            order = order with { Content = order.Content with { Flow = flow } };
            if (fault is not null)
            {
                reader.Faults.Add(fault);
            }
        }

        if (reader.Faults.Count > 0)
        {
            throw new MessageRefusedException(reader.Faults);
        }

        if (reader.NotToBeSent is { } reason)
        {
            var kept = await _requests.KeepAsync(order, RequestState.Ignored, null, false, cancellationToken);
            return (kept.Id, RequestOutcome.Of(kept, reader.NotToBeSentCode, reason));
        }

        if (reader.Cron is { } cron)
        {
            var kept = await _requests.KeepAsync(order, RequestState.Scheduled, cron, reader.Once, cancellationToken);
            return (kept.Id, RequestOutcome.Of(kept, null, "The request is kept with its schedule, by which it is carried out.", reader.Warnings));
        }

        var receipt = await _requests.CreateAsync(order, cancellationToken);
        return (receipt.Id, RequestOutcome.Of(receipt, null, $"{receipt.Recipients} recipients; {receipt.LeftOut.Count} left out.", reader.Warnings));
    }

    /// <summary>Makes the order of a request that mHero keeps with its schedule, for one of its times.</summary>
    /// <param name="request">The request as <see cref="ScheduledRequests"/> has it.</param>
    /// <param name="key">What makes the time one, for instance the week; a repeat with it sends nothing more.</param>
    /// <exception cref="ArgumentException">The request has no resource that can be read.</exception>
    public MessageOrder OrderOf(ScheduledRequest request, string key)
    {
        var reader = new CommunicationRequestReader(_options, _time.GetUtcNow());
        return reader.Read(request.Resource ?? throw new ArgumentException("The request has no resource.", nameof(request)), $"schedule|{request.Id}|{key}") with { Content = request.Content, Resource = null, NotBefore = null };
    }
}
