using System.Collections.Concurrent;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>Reads, by the rules of its source, the claim of a session about the health worker behind it.</summary>
internal sealed class ContactRules(IOptions<ContactMappingOptions> contacts)
{
    private readonly ConcurrentDictionary<string, ContactsFile> _files = new(StringComparer.Ordinal);
    private readonly Lazy<PhoneNumbers> _phones = new(() => new PhoneNumbers(contacts.Value.DefaultRegion));

    /// <summary>Reads the claim of a session; the first rule that gives one counts: the file, the identifier system, the answers.</summary>
    /// <param name="source">The source.</param>
    /// <param name="session">The session.</param>
    /// <returns>The claim; null where no rule says anything.</returns>
    public WorkerClaim? Read(FlowResultsSource source, ResultsSession session)
    {
        var options = source.Options;
        if (session.ContactId is { } contact)
        {
            if (options.ContactsFile is { Length: > 0 } path && _files.GetOrAdd(path, p => new ContactsFile(p)).Find(contact) is { } target)
            {
                var bar = target.IndexOf('|', StringComparison.Ordinal);
                return bar < 0 ? new WorkerClaim { Reference = target } : new WorkerClaim { Identifiers = [(target[..bar], target[(bar + 1)..])] };
            }

            if (!string.IsNullOrWhiteSpace(options.ContactSystem))
            {
                return new WorkerClaim { Identifiers = [(options.ContactSystem.Trim(), contact)] };
            }
        }

        var employee = LastAnswers(session, options.EmployeeNumberQuestions).ToList();
        if (employee.Count > 0)
        {
            return new WorkerClaim { Identifiers = [.. employee.Select(value => (options.EmployeeNumberSystem!.Trim(), value))], IsAnswered = true };
        }

        var numbers = LastAnswers(session, options.TelephoneQuestions).Select(_phones.Value.Parse).OfType<PhoneNumber>().Select(n => n.Value).Distinct().ToList();
        return numbers.Count > 0 ? new WorkerClaim { Numbers = numbers, IsAnswered = true } : null;
    }

    private static IEnumerable<string> LastAnswers(ResultsSession session, IEnumerable<string> questions) =>
        questions.Select(q => session.Rows.LastOrDefault(r => r.QuestionId == q && r.Response is { Values.Count: > 0 })?.Response!.Values[0].Trim()).OfType<string>().Where(v => v.Length > 0);
}
