namespace Mhero.Simulator.State;

/// <summary>A note on a contact (RapidPro 26.3).</summary>
internal sealed record StoredNote(string Text, long CreatedOn);
