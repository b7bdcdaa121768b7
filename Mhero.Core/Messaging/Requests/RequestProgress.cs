using Hl7.Fhir.Model;

namespace Mhero.Core.Messaging.Requests;

/// <summary>How far a request has come.</summary>
/// <param name="Id">The request.</param>
/// <param name="State">How it stands.</param>
/// <param name="Recipients">How many people are in which state (<c>planned</c>, <c>sent</c>, <c>completed</c>, <c>notDone</c>, <c>leftOut</c>, <c>unknown</c>).</param>
/// <param name="Resource">The request as mHero keeps it.</param>
public sealed record RequestProgress(Guid Id, RequestState State, IReadOnlyDictionary<string, int> Recipients, CommunicationRequest Resource);
