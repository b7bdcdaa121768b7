namespace Mhero.FaultSimulation.Worlds;

/// <summary>The bounds of the load that mHero makes: without them a world could come to rest after thousands of requests that a quota would refuse.</summary>
internal static class Bounds
{
    /// <summary>Requests to both sides for each function that was started, those of faults aside: a request that fails is sent again.</summary>
    private const double RequestsOfAFunction = 4;

    /// <summary>Messages on the queues for each record and each thing that people do, when no message is delivered again.</summary>
    private const double MessagesOfARecord = 1;

    /// <summary>
    /// Further ones for each of a thousand messages that are delivered again. A message whose records were attempted puts them back on the queue at each delivery;
    /// one whose records only wait does so once, unless its first delivery ended before it was recorded.
    /// </summary>
    private const double MessagesOfARedelivery = 0.02;

    /// <summary>Checks a world whose seed was carried out.</summary>
    public static IEnumerable<string> Faults(World world)
    {
        var records = Records(world.Plan);
        if (world.HttpRequests > (RequestsOfAFunction * world.Invocations) + world.Plan.HttpFaults)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{world.HttpRequests} requests of {world.Invocations} functions.");
        }

        if (world.MostQueued > (MessagesOfARecord + (MessagesOfARedelivery * world.Plan.Redeliveries)) * records)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{world.MostQueued} messages on the queues for {records} records and changes.");
        }
    }

    /// <summary>The records of a world and the things that people do in it. A run is changed twice, and a message has a contact and a text.</summary>
    private static int Records(WorldPlan plan) =>
        10 + plan.Contacts + plan.Workers + (3 * plan.Runs) + plan.Edits + plan.Incoming + plan.Broadcasts + plan.OptOuts + plan.GroupEdits + plan.FloipRows;
}
