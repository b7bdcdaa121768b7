using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Messaging.Requests;

/// <summary>Finds out what a request would do before it is sent.</summary>
public sealed class RequestPreviews
{
    private const string NoLanguage = "";

    private readonly RecipientResolver _resolver;
    private readonly MessagingOptions _options;
    private readonly TimeProvider _time;

    internal RequestPreviews(RecipientResolver resolver, IOptions<MessagingOptions> options, TimeProvider time) =>
        (_resolver, _options, _time) = (resolver, options.Value, time);

    /// <summary>Checks a request and finds its recipients. Nothing is written or sent.</summary>
    /// <param name="request">The request, with a text.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be asked about a contact.</exception>
    public async Task<RequestPreview> ReadAsync(CommunicationRequest request, CancellationToken cancellationToken)
    {
        var reader = new CommunicationRequestReader(_options, _time.GetUtcNow());
        var order = reader.Read(request, "preview");
        if (reader.NotToBeSent is { } reason)
        {
            reader.Faults.Add(new RequestFault(reader.NotToBeSentCode, "CommunicationRequest", reason));
        }

        if (reader.Faults.Count > 0)
        {
            return Refused(reader.Faults);
        }

        try
        {
            var people = await _resolver.ResolveAsync(order.To, order.IsUrgent, cancellationToken);
            return new RequestPreview(
                people.People.Count,
                people.People.CountBy(p => order.Content.For(p.Language).Language ?? NoLanguage).ToDictionary(),
                people.LeftOut.CountBy(l => l.Code).ToDictionary(),
                people.LeftOut.DistinctBy(l => l.Code).ToDictionary(l => l.Code, l => l.Reason),
                []);
        }
        catch (MessageRefusedException e)
        {
            return Refused(e.Faults);
        }
    }

    private static RequestPreview Refused(IReadOnlyList<RequestFault> faults) =>
        new(0, new Dictionary<string, int>(), new Dictionary<string, int>(), new Dictionary<string, string>(), faults);
}
