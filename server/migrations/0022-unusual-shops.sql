-- Rules about a shop with all its tills stand at the till that sold most on that day.
alter table unusual_use drop constraint unusual_use_rule_check;
alter table unusual_use add constraint unusual_use_rule_check check (rule in (
  'night', 'around_the_clock', 'emptied', 'round', 'burst', 'wrong_passwords',
  'shop_emptied', 'volume', 'split', 'last_days'
));
