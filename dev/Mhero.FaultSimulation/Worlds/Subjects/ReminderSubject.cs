using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Messaging.Requests;

namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>Two reminders that are due at half past six: to all, and to those whose facility has not reported. Operators send them by hand as well.</summary>
internal sealed class ReminderSubject(World world, OptOutSubject optOuts, ReportSubject reports) : ISubject
{
    public const string Cron = "30 6 2 3 *";
    public const string ToAll = "Remember ";
    public const string ToThoseWhoDidNotReport = "Report ";

    private const string Period = "2026-03-02";

    /// <summary>When it is decided who must get none: before the earliest clock of an instance shows half past six.</summary>
    private static readonly DateTimeOffset Before = new(2026, 3, 2, 6, 25, 0, TimeSpan.Zero);

    private HashSet<Guid> _optedOut = [];
    private HashSet<string> _reported = [];

    public IEnumerable<(int Times, string Name, Action Act)> Events => [];

    public void Settle() => world.At(Before - world.Clock.Now, "reminders are due soon", () => (_optedOut, _reported) = (optOuts.OptedOut(), reports.Reported()));

    public IEnumerable<string> Faults(IReadOnlyList<Link> links)
    {
        foreach (var text in new[] { ToAll + Period, ToThoseWhoDidNotReport + Period })
        {
            var counts = world.RapidPro.Workspace.CountMessages(text);
            foreach (var (contact, count) in counts)
            {
                if (count > 1)
                {
                    yield return $"The contact {contact} was reminded {count} times by '{text}'.";
                }

                if (_optedOut.Contains(contact) && !optOuts.WantsAgain(contact))
                {
                    yield return $"The contact {contact} had opted out and was reminded by '{text}'.";
                }
            }
        }

        // Not by the contact: a second worker, of a facility that has not reported, may have the same number.
        foreach (var worker in RecipientsOf(ToThoseWhoDidNotReport + Period).Where(_reported.Contains))
        {
            yield return $"The facility of the worker {worker} had reported, and the worker was reminded.";
        }

        var services = world.Inspector.Services;
        foreach (var status in services.GetRequiredService<ReminderSender>().ListAsync().ToBlockingEnumerable())
        {
            var request = status.Request is { } id ? services.GetRequiredService<MessageRequests>().FindAsync(id).Result : null;
            var sent = world.RapidPro.Workspace.CountMessages((status.Name == "all" ? ToAll : ToThoseWhoDidNotReport) + Period).Count;
            if (status.Error is not null || request is { State: not (RequestState.Completed or RequestState.Revoked) })
            {
                yield return $"The reminder '{status.Name}' is {request?.State} at the end: {status.Error}";
            }
            else if ((request?.Recipients.Where(r => r.Key is not ("leftOut" or "planned")).Sum(r => r.Value) ?? 0) != sent)
            {
                yield return $"The reminder '{status.Name}' reached {sent} contacts, and mHero says {(request is null ? "nothing" : string.Join(", ", request.Recipients))}.";
            }
        }
    }

    private IEnumerable<string> RecipientsOf(string text) =>
        from communication in world.Registry.All("Communication")
        where (string?)communication["status"] != "not-done"
            && (communication["payload"] as JsonArray ?? []).Any(p => (string?)p?["contentString"] == text)
        from recipient in communication["recipient"] as JsonArray ?? []
        let worker = (string?)recipient?["reference"]
        where worker is not null
        select worker;
}
