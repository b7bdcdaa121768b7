using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Outbox;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.Delivery;

/// <summary>Keeps the CommunicationRequests in the registry, where Communications refer to them.</summary>
internal sealed class RequestResources(FhirGateway fhir, OutboxTable outbox)
{
    /// <summary>Writes a request to the registry, unless it is there: by the client's own identifier if it has one.</summary>
    /// <returns>Its row, with the id in the registry.</returns>
    /// <exception cref="FhirException">The registry cannot be written.</exception>
    public async Task<RequestRow> StoreAsync(RequestRow row, CancellationToken cancellationToken)
    {
        if (row.RegistryId is not null)
        {
            return row;
        }

        var resource = await outbox.ResourceAsync(row.Id, cancellationToken);
        var identifier = resource.Identifier.Find(i => i is { System: not null, Value: not null })!;
        var condition = new FhirSearch("CommunicationRequest").Where("identifier", identifier.System!, identifier.Value!);
        var own = new FhirSearch("CommunicationRequest").Where("identifier", MheroSystems.Request, row.Id.ToString());
        var saved = (await fhir.SearchAsync(own, cancellationToken)).Matches.OfType<CommunicationRequest>().FirstOrDefault()
            ?? (await fhir.CreateIfNoneAsync(resource, condition, cancellationToken)).Resource;
        var id = saved.Id!;
        if (!saved.Identifier.Exists(i => i.System == MheroSystems.Request))
        {
            // The client put it there itself; it only learns what mHero calls it.
            await fhir.UpdateAsync<CommunicationRequest>(
                id,
                r =>
                {
                    r.Identifier.Add(new Identifier(MheroSystems.Request, row.Id.ToString()));
                    return r;
                },
                cancellationToken);
        }

        return await outbox.ChangeRequestAsync(row.Id, r => r with { RegistryId = id }, cancellationToken) ?? row;
    }

    /// <summary>Writes the final status of the request to the registry; one that was deleted there has none.</summary>
    /// <exception cref="FhirException">The registry cannot be written.</exception>
    public async Task EndAsync(RequestRow row, RequestStatus status, CancellationToken cancellationToken)
    {
        if (row.RegistryId is not { } id)
        {
            return;
        }

        try
        {
            await fhir.UpdateAsync<CommunicationRequest>(
                id,
                r =>
                {
                    if (r.Status == status)
                    {
                        return null;
                    }

                    r.Status = status;
                    return r;
                },
                cancellationToken);
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
        {
            // A repeat would fail again.
        }
    }
}
