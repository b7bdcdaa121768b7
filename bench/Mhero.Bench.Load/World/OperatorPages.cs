using Mhero.Bench.Load.Fhir;

namespace Mhero.Bench.Load.World;

/// <summary>The pages that an operator opens, and the JSON addresses that the command line calls, each with its conditions.</summary>
internal static class OperatorPages
{
    public static IEnumerable<(string Name, string Path)> Of(OperatorSeed seed, int responses)
    {
        var worker = Uri.EscapeDataString(OperatorSeed.Worker);

        // Another form for each number of responses, so that its first reading is measured, too.
        var form = Uri.EscapeDataString(GeneratedResponses.FormUrl((int)Math.Log10(responses)));
        var middle = responses / 2;
        var day = TimeProvider.System.GetUtcNow().AddDays(-20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var next = TimeProvider.System.GetUtcNow().AddDays(-19).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
        [
            ("Overview", "console"),
            ("Failures", "console/failures"),
            ("Failures of a cause", "console/failures?queue=runs&issue=MH3001"),
            ("Failures by text", "console/failures?text=timeout%207"),
            ("Failures by text that none has", "console/failures?text=none-has-this"),
            ("Failures by flow", $"console/failures?flow={Survey.Flow(3)}"),
            ("Failures by facility", "console/failures?facility=Health%20Centre%207"),
            ("Failures of two days", $"console/failures?from={day}&to={next}"),
            ("Discarded failures", "console/failures?discarded=yes"),
            ("One failure", $"console/failures/{seed.DeadLetter}"),
            ("Reviews", "console/reviews"),
            ("One review", $"console/reviews/{seed.Review}"),
            ("History of decisions", "console/reviews/history"),
            ("Conflicts", "console/conflicts"),
            ("Latest responses", "console/responses?search=yes"),
            ("Responses of a worker", $"console/responses?worker={worker}"),
            ("Responses of a flow", $"console/responses?flow={Survey.Flow(3)}"),
            ("Responses of a flow by name", "console/responses?flow=Weekly%20report%203"),
            ("Responses of a facility", "console/responses?facility=Location/facility-0000007"),
            ("Responses of two days", $"console/responses?from={day}&to={next}"),
            ("Responses of a worker and a flow", $"console/responses?worker={worker}&flow={Survey.Flow(3)}"),
            ("Response of a run", $"console/responses?run={Survey.Run(middle)}"),
            ("Response by id", $"console/responses?id={GeneratedResponses.IdOf(middle)}"),
            ("One response", $"console/responses/{GeneratedResponses.IdOf(middle)}"),
            ("Messages", "console/messages"),
            ("One message", $"console/messages/{seed.Message}"),
            ("New message", "console/messages/new"),
            ("Reminders", "console/reminders"),
            ("Reporting", "console/reporting"),
            ("Reporting of a form, not read yet", $"console/reporting?form={form}&period=Week&count=6"),
            ("Reporting of a form", $"console/reporting?form={form}&period=Week&count=6"),
            ("Syncs", "console/syncs"),
            ("Syncs of a direction", "console/syncs?kind=contacts"),
            ("Syncs of a direction without any", "console/syncs?kind=groups"),
            ("Person", $"console/person?id={worker}"),
            ("Person in clear", $"console/person?id={worker}&show=personal"),
            ("Flows", "console/flows"),
            ("Settings", "console/settings"),
            ("Audit log", "console/audit"),
            ("Audit log of an operator", "console/audit?operator=no-such-operator"),
            ("Jobs", "console/jobs"),
            ("One job", $"console/jobs/{seed.Job}"),
            ("JSON: status", "status"),
            ("JSON: dead letters", "dead-letters?payload=false"),
            ("JSON: dead letters with payloads", "dead-letters"),
            ("JSON: dead letters by text", "dead-letters?payload=false&text=timeout%207"),
            ("JSON: groups", "dead-letters/groups"),
            ("JSON: one dead letter", $"dead-letters/{seed.DeadLetter}"),
            ("JSON: reviews", "reviews"),
            ("JSON: history of decisions", "reviews/history"),
            ("JSON: conflicts", "conflicts"),
            ("JSON: responses of a worker", $"responses?worker={worker}"),
            ("JSON: responses of a number", $"responses?phone={Uri.EscapeDataString(Workforce.Phone(OperatorSeed.WorkerNumber))}"),
            ("JSON: one response", $"responses/{GeneratedResponses.IdOf(middle)}"),
            ("JSON: completeness", $"reports/completeness?form={form}"),
            ("JSON: messages", "messages"),
            ("JSON: one message", $"messages/{seed.Message}"),
            ("JSON: reminders", "reminders"),
            ("JSON: person", $"persons/{OperatorSeed.Worker}"),
            ("JSON: audit log", "audit"),
            ("JSON: jobs", "jobs"),
        ];
    }
}
