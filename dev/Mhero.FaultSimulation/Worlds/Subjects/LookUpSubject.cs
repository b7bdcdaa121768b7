using Mhero.Core.Lookup;

namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>Contacts whose flows ask the registry while they wait.</summary>
internal sealed class LookUpSubject(World world) : ISubject
{
    private static readonly TimeSpan TimeLimit = new LookupOptions().TimeLimit;

    private readonly List<string> _faults = [];

    public IEnumerable<(int Times, string Name, Action Act)> Events => [(world.Plan.LookUps, "a flow asks", Ask)];

    public void Settle()
    {
    }

    public IEnumerable<string> Faults(IReadOnlyList<Link> links) => _faults;

    private void Ask()
    {
        if (world.RapidPro.Workspace.Contacts is { Count: > 0 } contacts)
        {
            Ask(contacts[world.Random.Next(contacts.Count)].Uuid, isKnown: false);
        }
    }

    /// <summary>Asks who a contact is.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="isKnown">Whether the answer has to be that it is found.</param>
    public void Ask(Guid contact, bool isKnown)
    {
        if (world.AnyInstance() is not { } instance)
        {
            return;
        }

        world.Invoke(instance, "look-up", async () =>
        {
            var began = world.Clock.Now;
            var reply = await instance.Services.GetRequiredService<LookupService>().AskAsync(new LookupRequest(LookupQuestion.Contact) { Contact = contact }, CancellationToken.None);
            var (answer, code, took) = (reply.Body["answer"], reply.Body["code"], world.Clock.Now - began);
            if (took > TimeLimit)
            {
                _faults.Add($"A look-up took {took}.");
            }

            if (reply.Status is not (200 or 503) || (reply.Status == 503 && !code.StartsWith("MH", StringComparison.Ordinal)))
            {
                _faults.Add($"A look-up was answered {reply.Status} '{answer}' '{code}'.");
            }

            if (isKnown && answer != LookupAnswer.Found)
            {
                _faults.Add($"A look-up of the contact {contact} in a world without faults was answered {reply.Status} '{answer}' '{code}' after {took}.");
            }
        });
    }
}
