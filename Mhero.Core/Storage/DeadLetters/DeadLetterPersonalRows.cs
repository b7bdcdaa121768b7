using Mhero.Core.Storage.Personal;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The dead letters about a person: by their subject, or by what their payload names.</summary>
internal sealed class DeadLetterPersonalRows(DeadLetterTable letters, DeadLetterReplays replays) : IPersonalRows
{
    public string Name => "deadLetters";

    public async IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in letters.ScanAsync(DeadLetterKeys.FirstId, DeadLetterKeys.PastIds, cancellationToken))
        {
            if (IsAbout(row, person))
            {
                yield return new PersonalRow(row.Id, row.Payload);
            }
        }
    }

    public async Task EraseAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        await foreach (var found in FindAsync(person, cancellationToken))
        {
            await letters.ChangeAsync(found.Key, (row, _) => row is not null && IsAbout(row, person) ? null : row, cancellationToken);
            await replays.ForgetAsync([found.Key], cancellationToken);
        }
    }

    private static bool IsAbout(DeadLetterRow row, PersonKeys person) =>
        person.AreIn(row.Subject) || person.AreIn(row.Contact) || person.AreIn(row.Payload) || person.AreIn(row.Cause);
}
