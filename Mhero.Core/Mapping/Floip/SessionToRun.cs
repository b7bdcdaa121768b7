using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Floip;

/// <summary>
/// Makes a run of a FLOIP session, so that its answers take the same way into the registry as RapidPro's. The last answer to a question
/// counts; earlier ones are kept beside it. Thread-safe.
/// </summary>
public sealed class SessionToRun : IMapper<SessionSource, SessionRun>
{
    private const string Completed = "completed";
    private const string Expired = "expired";

    /// <inheritdoc/>
    public MappingResult<SessionRun> Map(SessionSource from)
    {
        var issues = new IssueCollector();
        foreach (var issue in from.Session.Issues)
        {
            issues.Warn(issue.Code, issue.Path, issue.Message);
        }

        var packageId = from.Package.Id ?? from.Package.Name ?? "";
        var (session, values, answers) = (from.Session, new Dictionary<string, RunValue>(StringComparer.Ordinal), new Dictionary<string, SessionAnswers>(StringComparer.Ordinal));
        var questions = from.Package.Questions.ToDictionary(q => q.Id, StringComparer.Ordinal);
        foreach (var rows in session.Rows.Where(r => r.Response is { Values.Count: > 0 }).GroupBy(r => r.QuestionId, StringComparer.Ordinal))
        {
            var question = questions.GetValueOrDefault(rows.Key);
            var given = rows.Select(r => ValuesOf(r, question)).ToList();
            values[rows.Key] = given[^1][0];
            if (given.Count > 1 || given[^1].Count > 1)
            {
                answers[rows.Key] = new SessionAnswers([.. given[^1].Skip(1)], [.. given.SkipLast(1).SelectMany(g => g)]);
            }
        }

        var exit = ExitOf(from, values.Keys);
        var run = new FlowRun
        {
            Uuid = FloipIds.Session(from.Source, packageId, session.Id),
            Flow = new ObjectReference(FloipIds.Package(from.Source, packageId), from.Package.Title ?? from.Package.Name ?? packageId),
            Contact = new RunContact { Uuid = FloipIds.Contact(from.Source, session.ContactId ?? session.Id) },
            Responded = values.Count > 0,
            Values = values,
            CreatedOn = session.Began,
            ModifiedOn = session.LastAnswer,
            ExitedOn = exit is null ? null : session.LastAnswer,
            ExitType = exit,
        };
        var identifier = new Identifier(MheroSystems.FloipSession, FloipIds.SessionKey(from.Source, packageId, session.Id));
        var contact = session.ContactId is { } id ? new Identifier(MheroSystems.FloipContact, FloipIds.ContactKey(from.Source, id)) : null;
        return new MappingResult<SessionRun>(new SessionRun(run, new SessionDetails(identifier, contact, answers)), issues.ToList());
    }

    private static string? ExitOf(SessionSource from, IReadOnlyCollection<string> answered)
    {
        var (rules, asked) = (from.Rules, from.Package.Questions.Where(q => q.Type != ResultsQuestionType.Message).ToList());
        var isComplete = rules.FinalQuestions.Count > 0
            ? rules.FinalQuestions.Any(answered.Contains)
            : asked.Count > 0 && asked.TrueForAll(q => answered.Contains(q.Id));
        if (isComplete)
        {
            return Completed;
        }

        var isSilent = from.Session.LastAnswer is not { } last || from.Now - last >= rules.InProgressFor;
        return !isSilent ? null : rules.FinalQuestions.Count > 0 ? Expired : Completed;
    }

    private static List<RunValue> ValuesOf(ResultsRow row, ResultsQuestion? question) =>
        [.. RowValues.Of(row, question).Select(text => new RunValue { Name = question?.Label, Value = text, Time = row.Time })];
}
