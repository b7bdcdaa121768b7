using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Polling;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>
/// Marks a side that has no record as read, before the other side's first reading. Its own reading would find the same, and the records of the
/// other side would wait for it: so it does not matter which side is read first.
/// </summary>
internal sealed class EmptySides(RapidProClient rapidPro, FhirGateway fhir, ChangePoller poller)
{
    private static readonly string[] Elements = ["id"];

    /// <summary>Marks RapidPro as read if it was never read and has no contact. One request at most.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task MarkContactsAsync(CancellationToken cancellationToken)
    {
        if (!await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken)
            && await IsEmptyAsync(rapidPro.GetContactPagesAsync(new ContactQuery { Reverse = true }, cancellationToken).Select(page => page.Results.Count)))
        {
            await poller.MarkReadAsync(CursorNames.ContactsKnown, cancellationToken);
        }
    }

    /// <summary>Marks the registry as read if it was never read and has no Practitioner. One request at most.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task MarkWorkersAsync(CancellationToken cancellationToken)
    {
        if (!await poller.WasReadAsync(CursorNames.WorkersKnown, cancellationToken)
            && await IsEmptyAsync(fhir.ChangesAsync(WorkerTypes.Practitioner, null, Elements, cancellationToken).Select(page => page.Matches.Count)))
        {
            await poller.MarkReadAsync(CursorNames.WorkersKnown, cancellationToken);
        }
    }

    // An empty page before another one says nothing.
    private static async Task<bool> IsEmptyAsync(IAsyncEnumerable<int> pages) => await pages.FirstOrDefaultAsync(count => count > 0) == 0;
}
