using System.Net;
using Azure.Storage.Queues;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.FaultSimulation.Worlds;

namespace Mhero.Fuzzing;

/// <summary>The app over storage, RapidPro and a registry in memory, with answers that can be replaced.</summary>
internal sealed class FuzzWorld : IDisposable
{
    /// <summary>The secret of its webhooks.</summary>
    public const string Secret = "a-secret-of-the-fuzzed-app";

    private const int MaxMessages = 200;

    private readonly World _world = new(WorldPlan.Still(("Mhero:RapidPro:WebhookSecret", Secret), ("Mhero:RapidPro:MaxRetries", "0"), ("Mhero:Fhir:MaxRetries", "0")));

    /// <summary>Makes the world.</summary>
    public FuzzWorld() => App = _world.Inspector;

    /// <summary>The app.</summary>
    public Instance App { get; }

    /// <summary>Reads a poller once while RapidPro or the registry answer reads of a path with a body; then handles what is on the queues.</summary>
    /// <param name="kind">The poller.</param>
    /// <param name="path">The beginning of the requests that get the body, such as <c>rapidpro GET /api/v2/contacts.json</c>.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReadAsync(string kind, string path, byte[] body, CancellationToken cancellationToken)
    {
        var answers = 0;
        _world.AnswerOf = (what, _) => what.StartsWith(path, StringComparison.Ordinal) && answers++ == 0
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Encoding.UTF8.GetString(body), Encoding.UTF8, "application/json") }
            : null;
        try
        {
            await PassTimeAsync(App.SyncOf(kind).ReadAsync(kind, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is RapidProException or FhirException)
        {
            // An answer that cannot be read is one of the side's faults, and read again.
        }
        finally
        {
            _world.AnswerOf = null;
        }

        await HandleAsync(cancellationToken);
    }

    /// <summary>Handles what is on the queues. A message of ours has to be handled without an exception, whatever its record says.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxMessages; i++)
        {
            var any = false;
            foreach (var name in Instance.Queues.Where(_world.Account.HasVisible))
            {
                var queue = _world.Account.Queue(name, QueueMessageEncoding.None);
                foreach (var message in (await queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1), cancellationToken)).Value)
                {
                    any = true;
                    await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
                    await PassTimeAsync(App.HandleAsync(name, message.Body.ToString()), cancellationToken);
                }
            }

            if (!any)
            {
                return;
            }
        }
    }

    // Waits of the app end only when its clock moves.
    private async Task PassTimeAsync(Task work, CancellationToken cancellationToken)
    {
        while (!work.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            if (_world.Clock.NextDue is { } due)
            {
                _world.Clock.AdvanceTo(due);
            }

            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken));
        }

        await work;
    }

    /// <inheritdoc/>
    public void Dispose() => _world.Dispose();
}
