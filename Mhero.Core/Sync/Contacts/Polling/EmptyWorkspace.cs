using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Polling;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>
/// Marks a workspace without contacts as read before the registry's first reading, so that its workers do not wait for the reading of contacts that are not
/// there. The registry is not marked in the same way: RapidPro refuses a number that another contact has, the registry takes a worker twice, so a
/// contact waits for the registry's own reading even if a search finds none.
/// </summary>
internal sealed class EmptyWorkspace(RapidProClient rapidPro, ChangePoller poller)
{
    /// <summary>Marks RapidPro as read if it was never read and has no contact. If RapidPro cannot be read, its own reading decides later.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task MarkAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken) && await IsEmptyAsync(cancellationToken))
            {
                await poller.MarkReadAsync(CursorNames.ContactsKnown, cancellationToken);
            }
        }
        catch (RapidProException)
        {
            // The registry is read all the same; its workers wait for the contacts.
        }
    }

    // An empty page before another one says nothing.
    private async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => !await rapidPro
        .GetContactPagesAsync(new ContactQuery { Reverse = true }, cancellationToken)
        .AnyAsync(page => page.Results.Count > 0, cancellationToken);
}
