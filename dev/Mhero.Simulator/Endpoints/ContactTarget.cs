using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>The contact that a URL points at, by UUID, by URN, or by both.</summary>
/// <param name="Uuid">The uuid parameter, whatever it holds.</param>
/// <param name="Urn">The urn parameter, normalised.</param>
internal sealed record ContactTarget(string? Uuid, StoredUrn? Urn)
{
    public bool IsGiven => Uuid is not null || Urn is not null;

    public ContactState? Find(RapidProWorkspace workspace)
    {
        var byUrn = Urn is null ? null : workspace.FindContact(Urn);
        if (Uuid is null)
        {
            return byUrn;
        }

        var byUuid = Guid.TryParseExact(Uuid, "D", out var uuid) ? workspace.FindContact(uuid) : null;
        return Urn is null || byUrn == byUuid ? byUuid : null;
    }
}
