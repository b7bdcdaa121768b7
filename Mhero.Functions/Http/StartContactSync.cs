using Mhero.Core.Sync.Contacts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/contacts</c>: reads both sides now instead of when the timers fire.</summary>
/// <param name="sync">The contact sync.</param>
public sealed class StartContactSync(ContactSync sync)
{
    /// <summary>Answers 202 once both readings are on the queue.</summary>
    [Function(nameof(StartContactSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/contacts")] HttpRequest request, CancellationToken cancellationToken)
    {
        await sync.OrderAsync(PolledSide.Contacts, null, cancellationToken);
        await sync.OrderAsync(PolledSide.Registry, null, cancellationToken);
        return Results.Accepted("/api/status", new { ordered = new[] { ContactSync.KindOf(PolledSide.Contacts), ContactSync.KindOf(PolledSide.Registry) } });
    }
}
